-- How much of each shared limit is used: budgets and uses of savings, supplies of coupons, stocks, seats. The row is locked by the batch that moves it; the record says who moved it.
create table shared_counter (
  id text primary key,
  used bigint not null check (used >= 0)
) {clustered};
