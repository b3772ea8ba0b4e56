create table item (id int primary key, kind int, name text);

create table part (id int, item int);

insert into item select n, n % 10, repeat('x', 500) from generate_series(1, 2000) n;

insert into part select n, n % 200 from generate_series(1, 600) n;

do $$ begin for n in 1..2000 loop
	update item set kind = kind + 1 where id = n;
	perform name from item where id = 2001 - n;
end loop; end $$;

do $$ begin for n in 1..60 loop
	perform count(*) from item;
	perform kind, count(*) from item group by kind order by kind;
	perform count(*) from part a join part b using (item);
end loop; end $$;

vacuum analyze;

select count(*) as n from part join item on part.item = item.id;

checkpoint;

