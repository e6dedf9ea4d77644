-- What expiry writes, as one set-based SQL: fixed, not edited with the product. :day is the night's local date.
-- (a) The minimal effect: an entry a member, the lots emptied, the balance moved.
create table balance (member_id integer primary key, sequence integer not null, points integer not null);
create table lot (member_id integer not null, sequence integer not null, n integer not null, opened integer not null, remaining integer not null, expired integer not null, ends_on integer not null, primary key (member_id, sequence, n)) without rowid;
create table entry (member_id integer not null, sequence integer not null, n integer not null, kind text not null, points integer not null, balance_before integer not null, balance_after integer not null, primary key (member_id, sequence, n)) without rowid;
-- (b) The same and the record: the explained item with its hash, and the member's packed state, at the product's own lengths.
create table item (member_id integer not null, sequence integer not null, step text not null, decision text not null, hash blob not null, primary key (member_id, sequence));
create table state (member_id integer primary key, sequence integer not null, next_due_on integer, packed blob not null);
create index state_due on state (next_due_on);
