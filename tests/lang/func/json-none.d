/* nothing when there is no such value */
string t;

BEGIN { exit(0); }
BEGIN
{
	t = "{\"name\":\"x y\",\"n\":-12.5e3,\"empty\":\"\",\"list\":[1,[2,3],{\"k\":\"v,}]\"}, \"a\\\"b\"],\"o\":{\"name\":\"inner\",\"o\":{\"deep\":[[],[0]]}},\"t\":true,\"z\":null}";
}

BEGIN { printf("o.o.deep[0]: %s|\n", json(t, "o.o.deep[0]")); }
BEGIN { printf("o.o: %s|\n", json(t, "o.o")); }
BEGIN { printf("t: %s|\n", json(t, "t")); }
BEGIN { printf("z: %s|\n", json(t, "z")); }
END { printf("missing: %s|\n", json(t, "missing")); }
END { printf("name.x: %s|\n", json(t, "name.x")); }
END { printf("nam: %s|\n", json(t, "nam")); }
END { printf("n.x: %s|\n", json(t, "n.x")); }
