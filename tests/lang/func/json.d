/* the value as it stands in the text */
string t;

BEGIN { exit(0); }
BEGIN
{
	t = "{\"name\":\"x y\",\"n\":-12.5e3,\"empty\":\"\",\"list\":[1,[2,3],{\"k\":\"v,}]\"}, \"a\\\"b\"],\"o\":{\"name\":\"inner\",\"o\":{\"deep\":[[],[0]]}},\"t\":true,\"z\":null}";
}

BEGIN { printf("name: %s|\n", json(t, "name")); }
BEGIN { printf("n: %s|\n", json(t, "n")); }
BEGIN { printf("empty: %s|\n", json(t, "empty")); }
BEGIN { printf("list: %s|\n", json(t, "list")); }
BEGIN { printf("list[0]: %s|\n", json(t, "list[0]")); }
BEGIN { printf("list[1]: %s|\n", json(t, "list[1]")); }
END { printf("list[1][1]: %s|\n", json(t, "list[1][1]")); }
END { printf("list[2].k: %s|\n", json(t, "list[2].k")); }
END { printf("list[3]: %s|\n", json(t, "list[3]")); }
END { printf("list[4]: %s|\n", json(t, "list[4]")); }
END { printf("o.name: %s|\n", json(t, "o.name")); }
END { printf("o.o.deep[1][0]: %s|\n", json(t, "o.o.deep[1][0]")); }
