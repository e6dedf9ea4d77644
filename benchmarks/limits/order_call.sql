-- B2: the minimal order as one PL/pgSQL call, one durable transaction each. Fixed, not edited with the product; tables of minimal_order.sql.
create function place_order(n bigint, m bigint) returns bigint language plpgsql as $$
declare after bigint;
begin
  insert into request_key (key) values (n);
  insert into orders (id, member_id, at, total) values (n, m, n, 4200);
  insert into order_line (order_id, line, sku, quantity, amount) values (n, 1, 'tea-black', 1, 2100), (n, 2, 'tea-black', 1, 2100);
  insert into lot (member_id, sequence, opened, remaining) values (m, n, 42, 42);
  update balance set points = points + 42 where member_id = m returning points into after;
  insert into entry (member_id, sequence, points, balance_after) values (m, n, 42, after);
  return after;
end $$;
