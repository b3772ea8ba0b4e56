# sources of libusdtc.a
