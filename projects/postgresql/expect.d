/*
 * What the workload in `driver` must show: initdb, a server with 128 buffers,
 * and the same server once more.
 */

int prepared, deadlocks;
int dirty[int, int, int, int, int];	/* pages that were seen to become so */

self int query;		/* inside query-start and query-done */
self int wanted;	/* inside slru-readpage-entry and -return */
self int looked;	/* inside slru-readpage-ro and -ro-return */

postgresql*:::query-start
{
	self->query = 1;
}

postgresql*:::query-start
/copyinstr(arg0) == "select kind from item where id = $1;"/
{
	prepared++;
}

END
/prepared == 200/
{
	@ok["200 prepared statements fire query-start 200 times"] = count();
}

postgresql*:::query-execute-start
/self->query/
{
	@ok["a query executes between query-start and query-done"] = count();
}

postgresql*:::query-done
/self->query == 0/
{
	@bad["a query is done that did not start"] = count();
}

postgresql*:::query-done
{
	self->query = 0;
}

postgresql*:::query-parse-start
/copyinstr(arg0) == "nonsense"/
{
	@ok["what is no SQL is parsed"] = count();
}

postgresql*:::exec-scan
/arg1 == 1 && copyinstr(arg5) == "item" && arg4 > 16383/
{
	@ok["the table item is scanned, and has a name and an OID"] = count();
}

postgresql*:::exec-scan
/arg4 == 0 && copyinstr(arg5) != ""/
{
	@bad["a scan of nothing has a name"] = count();
}

postgresql*:::exec-agg
/arg1 == 0/
{
	@ok["an aggregate without groups"] = count();
}

postgresql*:::exec-agg
/arg1 == 1/
{
	@ok["an aggregate over sorted groups"] = count();
}

postgresql*:::exec-agg
/arg1 == 2/
{
	@ok["an aggregate over a hash table of groups"] = count();
}

postgresql*:::exec-group
/arg1 == 1/
{
	@ok["GROUP BY one column"] = count();
}

postgresql*:::exec-sort
/arg1 != 1/
{
	@bad["a sort that is read backward"] = count();
}

postgresql*:::exec-subplan-scan,
postgresql*:::exec-subplan-hash
/arg0 != 0 && arg1 == 1/
{
	@ok["SubPlan 1"] = count();
}

postgresql*:::mark-dirty
/(int)arg0 < 1/
{
	@bad["a shared buffer with no number"] = count();
}

postgresql*:::mark-dirty
/dirty[arg1, arg2, arg3, arg4, arg5]/
{
	@bad["a page becomes dirty that is dirty"] = count();
}

postgresql*:::mark-dirty
{
	dirty[arg1, arg2, arg3, arg4, arg5] = 1;
}

postgresql*:::buffer-flush-start
/dirty[arg0, arg1, arg2, arg3, arg4]/
{
	@ok["a page that became dirty is written"] = count();
}

postgresql*:::buffer-flush-start
{
	dirty[arg0, arg1, arg2, arg3, arg4] = 0;
}

postgresql*:::local-mark-dirty
/(int)arg0 < 0/
{
	@ok["a page of a temporary table becomes dirty"] = count();
}

postgresql*:::slru-readpage-entry
{
	self->wanted = 1;
}

postgresql*:::slru-readpage-entry
/copyinstr(arg0) == "pg_multixact/members"/
{
	@ok["a row that two clients share has a multixact"] = count();
}

postgresql*:::slru-readpage-return
/self->wanted == 0/
{
	@bad["a page of an SLRU is there that nobody wanted"] = count();
}

postgresql*:::slru-readpage-return
/(int)arg0 < 0/
{
	@bad["a page of an SLRU cannot be read"] = count();
}

postgresql*:::slru-readpage-return
{
	self->wanted = 0;
}

postgresql*:::slru-readpage-ro
/copyinstr(arg0) == "pg_subtrans"/
{
	@ok["the parent of a subtransaction is looked up"] = count();
}

postgresql*:::slru-readpage-ro
{
	self->looked = 1;
}

postgresql*:::slru-readpage-ro-return
/self->looked == 0/
{
	@bad["a page of an SLRU is there that nobody looked for"] = count();
}

postgresql*:::slru-readpage-ro-return
{
	self->looked = 0;
}

postgresql*:::slru-readpage-physical-entry
/copyinstr(arg0) == "pg_xact" && copyinstr(arg1) == "pg_xact/0000"/
{
	@ok["the commit log is read after the start of a server"] = count();
}

postgresql*:::slru-readpage-physical-return,
postgresql*:::slru-writepage-physical-return
/arg0 == 1 && (int)arg1 == -1 && arg2 == 0/
{
	@ok["a page of an SLRU is read or written, and nothing fails"] =
	    count();
}

postgresql*:::slru-readpage-physical-return,
postgresql*:::slru-writepage-physical-return
/arg0 != 1 || (int)arg1 != -1 || arg2 != 0/
{
	@bad["a page of an SLRU is not read or written"] = count();
}

postgresql*:::slru-writepage-entry
/copyinstr(arg0) == "pg_multixact/offsets"/
{
	@ok["multixacts are written"] = count();
}

postgresql*:::autovacuum-start
/copyinstr(arg1) == "shop"/
{
	@ok["autovacuum comes to the database shop"] = count();
}

postgresql*:::autovacuum-relation
/copyinstr(arg1) == "shop" && copyinstr(arg2) == "public" &&
    copyinstr(arg3) == "part"/
{
	@ok["autovacuum comes to the table shop.public.part"] = count();
	self->table = arg0;
}

postgresql*:::autovacuum-relation-done
/self->table && arg0 == self->table && arg1 == 1/
{
	@ok["autovacuum is done with that table"] = count();
	self->table = 0;
}

postgresql*:::autovacuum-relation
/copyinstr(arg3) == "sick"/
{
	self->sick = arg0;
}

postgresql*:::autovacuum-relation-done
/self->sick && arg0 == self->sick && arg1 == 0/
{
	@ok["autovacuum fails on a table that cannot be analyzed"] = count();
	self->sick = 0;
}

postgresql*:::autovacuum-done
/copyinstr(arg1) == "shop"/
{
	@ok["autovacuum is done with the database shop"] = count();
}

postgresql*:::deadlock-found
{
	deadlocks++;
}

END
/deadlocks == 1/
{
	@ok["there is one deadlock"] = count();
}

postgresql*:::lock-wait-start
/arg4 == 10/
{
	@ok["a session waits for an advisory lock"] = count();
}

postgresql*:::checkpoint-start
/arg0 & 1/
{
	@ok["the server makes a checkpoint when it stops"] = count();
}
