/* SPDX-License-Identifier: BSD-2-Clause */
/* What the command tells its user, on stderr, behind "dtrace: ". */
#ifndef CMD_SAY_H
#define CMD_SAY_H

void say(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* Each line of a text as one message. */
void say_problems(const char *lines);

#endif
