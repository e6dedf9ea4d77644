-- The minimal order of performance.md on PostgreSQL: fixed, not edited with the product. Group commit of 100 orders through unnest by two writers; each
-- writer has members of its own, and each member comes once in a batch: nobody waits for another's row.
create table request_key (key bigint primary key);
create table orders (id bigint primary key, member_id bigint not null, at bigint not null, total bigint not null);
create table order_line (order_id bigint not null, line bigint not null, sku text not null, quantity bigint not null, amount bigint not null, primary key (order_id, line));
create table entry (member_id bigint not null, sequence bigint not null, points bigint not null, balance_after bigint not null, primary key (member_id, sequence));
create table lot (member_id bigint not null, sequence bigint not null, opened bigint not null, remaining bigint not null, primary key (member_id, sequence));
create table balance (member_id bigint primary key, points bigint not null);
-- batch: $1 ids, $2 members, $3 ids of lines, $4 numbers of lines
insert into request_key (key) select n from unnest($1::bigint[]) as u(n) on conflict do nothing;
insert into orders (id, member_id, at, total) select n, m, n, 4200 from unnest($1::bigint[], $2::bigint[]) as u(n, m);
insert into order_line (order_id, line, sku, quantity, amount) select n, line, 'tea-black', 1, 2100 from unnest($3::bigint[], $4::bigint[]) as u(n, line);
insert into lot (member_id, sequence, opened, remaining) select m, n, 42, 42 from unnest($1::bigint[], $2::bigint[]) as u(n, m);
with moved as (update balance set points = balance.points + 42 from unnest($1::bigint[], $2::bigint[]) as u(n, m) where balance.member_id = u.m returning balance.member_id, u.n, balance.points)
  insert into entry (member_id, sequence, points, balance_after) select member_id, n, 42, points from moved;
