# sources of libcg.a
