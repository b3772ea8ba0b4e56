// options: -h -o /dev/null
typedef int x_t;
