/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * postgresql.d: PostgreSQL's probes under the names that they had in Project
 * DTrace's patch for 8.3, before upstream took them. Scripts written for that
 * run unchanged: dtrace looks here for a probe that is not there.
 *
 * probename says today's name. Patterns for names, such as *-entry, find what
 * is there today; only whole names are translated. What today's probe does not
 * have is an error where the script uses it:
 *
 *	xlog-checkpoint-entry	arg1, the next transaction ID
 *	lwlock-startwait,
 *	lwlock-endwait		arg0, the number of the lock: arg0 of
 *				lwlock-wait-start and -done is its name
 *
 * lwlock-acquire, -release, -condacquire and -condacquire-fail have kept their
 * names, so nothing here changes them: their arg0 is a name, too. statement-start
 * fires when a query starts, and never with NULL, as statement-status does.
 */
#pragma D alias postgresql*:::statement-start query-start

#pragma D alias postgresql*:::xlog-insert wal-insert
#pragma D alias postgresql*:::xlog-switch wal-switch

#pragma D alias postgresql*:::xlog-checkpoint-entry checkpoint-start 0 -
#pragma D alias postgresql*:::xlog-checkpoint-return checkpoint-done
#pragma D alias postgresql*:::clog-checkpoint-entry clog-checkpoint-start
#pragma D alias postgresql*:::clog-checkpoint-return clog-checkpoint-done
#pragma D alias postgresql*:::multixact-checkpoint-entry multixact-checkpoint-start
#pragma D alias postgresql*:::multixact-checkpoint-return multixact-checkpoint-done
#pragma D alias postgresql*:::subtrans-checkpoint-entry subtrans-checkpoint-start
#pragma D alias postgresql*:::subtrans-checkpoint-return subtrans-checkpoint-done
#pragma D alias postgresql*:::twophase-checkpoint-entry twophase-checkpoint-start
#pragma D alias postgresql*:::twophase-checkpoint-return twophase-checkpoint-done

#pragma D alias postgresql*:::buffers-checkpoint-entry buffer-checkpoint-start
#pragma D alias postgresql*:::buffers-checkpoint-return buffer-checkpoint-done
#pragma D alias postgresql*:::buffer-sync-entry buffer-sync-start
#pragma D alias postgresql*:::buffer-sync-return buffer-sync-done

/* database, tablespace, relation, block */
#pragma D alias postgresql*:::buffer-flush-entry buffer-flush-start 3 2 4 1
#pragma D alias postgresql*:::buffer-flush-return buffer-flush-done 3 2 4 1

/* the second field of the lock's tag, mode */
#pragma D alias postgresql*:::lock-startwait lock-wait-start 1 5
#pragma D alias postgresql*:::lock-endwait lock-wait-done 1 5

#pragma D alias postgresql*:::lwlock-startwait lwlock-wait-start - 1
#pragma D alias postgresql*:::lwlock-endwait lwlock-wait-done - 1
