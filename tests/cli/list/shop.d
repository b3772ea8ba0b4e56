/* A provider with types, names and stability of its own. */
provider shop {
	probe sale__done(char *item, int32_t price, uint8_t kind);
	probe closed();
};

#pragma D attributes Evolving/Evolving/Common provider shop provider
#pragma D attributes Evolving/Evolving/Common provider shop module
#pragma D attributes Evolving/Evolving/Common provider shop function
#pragma D attributes Stable/Evolving/Common provider shop name
#pragma D attributes Evolving/Evolving/ISA provider shop args
