provider target {
	/*
	 * A round of the loop.
	 * @i		its number, from 0
	 * @name	the same text each time
	 * @half	i / 2, as an unsigned byte
	 */
	probe round(int i, char *name, uint8_t half);

	/*
	 * A text whose page nobody has touched.
	 * @text	"untouched text"
	 */
	probe untouched(char *text);

	/*
	 * Work begins.
	 * @i	the round
	 */
	probe work__start(int i);

	/*
	 * Work is done.
	 * @i		the round
	 * @minus	-i
	 */
	probe work__done(int i, int64_t minus);

	/*
	 * A pointer that is not to be read.
	 * @bad	always 1
	 */
	probe bad__pointer(char *bad);
};

#pragma D attributes Evolving/Evolving/Common provider target provider
#pragma D attributes Private/Private/Unknown provider target module
#pragma D attributes Private/Private/Unknown provider target function
#pragma D attributes Evolving/Evolving/Common provider target name
#pragma D attributes Evolving/Evolving/Common provider target args
