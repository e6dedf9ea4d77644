-- The minimal order of performance.md on SQLite: fixed, not edited with the product.
create table request_key (key integer primary key);
create table orders (id integer primary key, member_id integer not null, at integer not null, total integer not null);
create table order_line (order_id integer not null, line integer not null, sku text not null, quantity integer not null, amount integer not null, primary key (order_id, line)) without rowid;
create table entry (member_id integer not null, sequence integer not null, points integer not null, balance_after integer not null, primary key (member_id, sequence)) without rowid;
create table lot (member_id integer not null, sequence integer not null, opened integer not null, remaining integer not null, primary key (member_id, sequence)) without rowid;
create table balance (member_id integer primary key, points integer not null);
