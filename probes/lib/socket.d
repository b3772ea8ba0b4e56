/* SPDX-License-Identifier: BSD-2-Clause */
/* Sockets: families, kinds and protocols as socket(2) takes them. */

#pragma D depends_on library net.d

inline int AF_NETLINK = 16;
inline int AF_PACKET = 17;
inline int AF_VSOCK = 40;

inline int SOCK_STREAM = 1;
inline int SOCK_DGRAM = 2;
inline int SOCK_RAW = 3;
inline int SOCK_SEQPACKET = 5;
inline int SOCK_CLOEXEC = 524288;
inline int SOCK_NONBLOCK = 2048;

inline int IPPROTO_IP = 0;
inline int IPPROTO_ICMP = 1;
inline int IPPROTO_TCP = 6;
inline int IPPROTO_UDP = 17;
inline int IPPROTO_IPV6 = 41;
inline int IPPROTO_ICMPV6 = 58;
inline int IPPROTO_RAW = 255;
