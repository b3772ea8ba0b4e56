-- SPDX-License-Identifier: BSD-2-Clause
-- One query for each kind of executor node that has a probe. Each result is
-- compared with what it must be.

\set ON_ERROR_STOP on

create function must_be(wanted bigint, query text) returns void
language plpgsql as $$
declare
	got bigint;
begin
	execute query into got;
	if got is distinct from wanted then
		raise exception '%: %, not %', query, got, wanted;
	end if;
end $$;

-- Agg: plain, sorted, hashed
select must_be(2000, 'select count(*) from item');
set enable_hashagg = off;
select must_be(200, 'select count(*) from (select item, count(*) from part
	group by item) t');

-- Group, Unique: over a Sort
select must_be(200, 'select count(*) from (select item from part
	group by item) t');
select must_be(200, 'select count(*) from (select distinct item from part) t');

-- SetOp: sorted, then hashed
select must_be(401, 'select count(*) from (select id from part
	except select item from part) t');
reset enable_hashagg;
select must_be(199, 'select count(*) from (select id from part
	intersect select item from part) t');
select must_be(200, 'select count(*) from (select item, count(*) from part
	group by item) t');

-- Sort, Limit
select must_be(600, 'select id from part order by id desc limit 1');

-- Hash Join, Merge Join, Nested Loop with a Materialize
set enable_mergejoin = off;
set enable_nestloop = off;
select must_be(597, 'select count(*) from part join item
	on part.item = item.id');
reset enable_mergejoin;
set enable_hashjoin = off;
select must_be(597, 'select count(*) from part join item
	on part.item = item.id');
set enable_mergejoin = off;
reset enable_nestloop;
select must_be(3, 'select count(*) from part a join part b
	on a.id < b.id where a.id < 4 and b.id < 4');
reset enable_mergejoin;
reset enable_hashjoin;

-- SubPlan: with a hash table, and for each row
select must_be(401, 'select count(*) from part
	where id not in (select item from part)');
select must_be(597, 'select sum((select count(*) from part b
	where b.item = i.id)) from item i where i.id < 200');
