/* texts that are no objects; the verifier has a limit for each program */
string t;

BEGIN { exit(0); }
BEGIN
{
	t = "{\"name\":\"x y\",\"n\":-12.5e3,\"empty\":\"\",\"list\":[1,[2,3],{\"k\":\"v,}]\"}, \"a\\\"b\"],\"o\":{\"name\":\"inner\",\"o\":{\"deep\":[[],[0]]}},\"t\":true,\"z\":null}";
}

BEGIN { printf("%s|%s|%s|%s|\n", json("[7,8,9]", "[2]"), json(" {\"a\" : \"b\" } ", "a"), json("{\"a\":1", "a"), json("{\"a\":12}", "a")); }
BEGIN { printf("names: %s|\n", json(t, "names")); }
BEGIN { printf("list.k: %s|\n", json(t, "list.k")); }
END { printf("%s|%s|%s|%s|\n", json("", "a"), json("5", "a"), json("\"a\"", "a"), json("}}]]{{\"a\":5", "a")); }
END { printf("o[0]: %s|\n", json(t, "o[0]")); }
END { printf("%d\n", json(t, "missing") == NULL && strtoll(json(t, "list[0]")) == 1); }
