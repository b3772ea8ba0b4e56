/* SPDX-License-Identifier: BSD-2-Clause */
/* Addresses of networks, and what inet_ntop() and link_ntop() tell apart. */

typedef uint32_t ipaddr_t;
typedef struct in6_addr in6_addr_t;

inline int AF_UNSPEC = 0;
inline int AF_UNIX = 1;
inline int AF_INET = 2;
inline int AF_INET6 = 10;

inline int ARPHRD_ETHER = 1;
