/* as inet_ntop(3) writes them */
BEGIN { this->p = (uint64_t *)alloca(16); this->p[0] = 0x0ull; this->p[1] = 0x0ull; printf("%s\n", inet_ntoa6((in6_addr_t *)this->p)); }
BEGIN { this->p = (uint64_t *)alloca(16); this->p[0] = 0x0ull; this->p[1] = 0x100000000000000ull; printf("%s\n", inet_ntoa6((in6_addr_t *)this->p)); }
BEGIN { this->p = (uint64_t *)alloca(16); this->p[0] = 0x100ull; this->p[1] = 0x0ull; printf("%s\n", inet_ntoa6((in6_addr_t *)this->p)); }
BEGIN { this->p = (uint64_t *)alloca(16); this->p[0] = 0x100ull; this->p[1] = 0x200000000000000ull; printf("%s\n", inet_ntoa6((in6_addr_t *)this->p)); }
BEGIN { this->p = (uint64_t *)alloca(16); this->p[0] = 0x0ull; this->p[1] = 0x4030201ffff0000ull; printf("%s\n", inet_ntoa6((in6_addr_t *)this->p)); }
BEGIN { this->p = (uint64_t *)alloca(16); this->p[0] = 0x0ull; this->p[1] = 0x403020100000000ull; printf("%s\n", inet_ntoa6((in6_addr_t *)this->p)); }
BEGIN { this->p = (uint64_t *)alloca(16); this->p[0] = 0xb80d0120ull; this->p[1] = 0x100000000000000ull; printf("%s\n", inet_ntoa6((in6_addr_t *)this->p)); }
BEGIN { this->p = (uint64_t *)alloca(16); this->p[0] = 0x400030002000100ull; this->p[1] = 0x800070006000500ull; printf("%s\n", inet_ntoa6((in6_addr_t *)this->p)); }
BEGIN { this->p = (uint64_t *)alloca(16); this->p[0] = 0x100000001000000ull; this->p[1] = 0x100000001000000ull; printf("%s\n", inet_ntoa6((in6_addr_t *)this->p)); }
BEGIN { this->p = (uint64_t *)alloca(16); this->p[0] = 0x200000000000100ull; this->p[1] = 0x300000000000000ull; printf("%s\n", inet_ntoa6((in6_addr_t *)this->p)); }
BEGIN { this->p = (uint64_t *)alloca(16); this->p[0] = 0x200000000000100ull; this->p[1] = 0x400030000000000ull; printf("%s\n", inet_ntoa6((in6_addr_t *)this->p)); }
BEGIN { this->p = (uint64_t *)alloca(16); this->p[0] = 0x80feull; this->p[1] = 0xffff0000ull; printf("%s\n", inet_ntoa6((in6_addr_t *)this->p)); }
BEGIN { this->p = (uint64_t *)alloca(16); this->p[0] = 0x0ull; this->p[1] = 0x1000000ffff0000ull; printf("%s\n", inet_ntoa6((in6_addr_t *)this->p)); }
BEGIN { this->p = (uint64_t *)alloca(16); this->p[0] = 0xffffffffffffffffull; this->p[1] = 0xffffffffffffffffull; printf("%s\n", inet_ntoa6((in6_addr_t *)this->p)); }
BEGIN { this->p = (uint64_t *)alloca(16); this->p[0] = 0x0ull; this->p[1] = 0x300020000000000ull; printf("%s\n", inet_ntoa6((in6_addr_t *)this->p)); }
BEGIN { this->p = (uint64_t *)alloca(16); this->p[0] = 0x0ull; this->p[1] = 0x1000000ull; printf("%s\n", inet_ntoa6((in6_addr_t *)this->p)); }
BEGIN { this->p = (uint64_t *)alloca(16); this->p[0] = 0x0ull; this->p[1] = 0xffffffffffff0000ull; printf("%s\n", inet_ntoa6((in6_addr_t *)this->p)); }
BEGIN { this->p = (uint64_t *)alloca(16); this->p[0] = 0x400030002000100ull; this->p[1] = 0x70006000500ull; printf("%s\n", inet_ntoa6((in6_addr_t *)this->p)); }
BEGIN { this->p = (uint64_t *)alloca(16); this->p[0] = 0x400030002000000ull; this->p[1] = 0x800070006000500ull; printf("%s\n", inet_ntoa6((in6_addr_t *)this->p)); }
BEGIN { this->p = (uint64_t *)alloca(16); this->p[0] = 0x8967452301efcdabull; this->p[1] = 0x8967452301efcdabull; printf("%s\n", inet_ntoa6((in6_addr_t *)this->p)); }
BEGIN { this->q = (ipaddr_t *)alloca(4); *this->q = 0x0; printf("%s %s\n", inet_ntoa(this->q), inet_ntop(AF_INET, this->q)); }
BEGIN { this->q = (ipaddr_t *)alloca(4); *this->q = 0x4030201; printf("%s %s\n", inet_ntoa(this->q), inet_ntop(AF_INET, this->q)); }
BEGIN { this->q = (ipaddr_t *)alloca(4); *this->q = 0x281e140a; printf("%s %s\n", inet_ntoa(this->q), inet_ntop(AF_INET, this->q)); }
BEGIN { this->q = (ipaddr_t *)alloca(4); *this->q = 0xffffffff; printf("%s %s\n", inet_ntoa(this->q), inet_ntop(AF_INET, this->q)); }
BEGIN { this->q = (ipaddr_t *)alloca(4); *this->q = 0xc7010a64; printf("%s %s\n", inet_ntoa(this->q), inet_ntop(AF_INET, this->q)); }
BEGIN { this->q = (ipaddr_t *)alloca(4); *this->q = 0x6d6309; printf("%s %s\n", inet_ntoa(this->q), inet_ntop(AF_INET, this->q)); }
BEGIN { this->p = (uint64_t *)alloca(16); this->p[0] = 0x0102030405060708; this->p[1] = 0x1f; printf("%s %s\n", inet_ntop(AF_INET6, this->p), link_ntop(ARPHRD_ETHER, this->p)); }
BEGIN { trace(inet_ntop(99, alloca(16))); }
BEGIN { trace(link_ntop(99, alloca(16))); }
BEGIN { trace(inet_ntoa((ipaddr_t *)8)); }
ERROR { printf("fault %d\n", arg4); }
BEGIN { exit(0); }
