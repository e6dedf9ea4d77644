-- The two-account, two-entry ledger of performance.md (B3), after the well-known pure-SQL ledgers: accounts with a version, each transfer two entries that
-- carry the balance before and after, both accounts locked in order of id. Fixed, not edited with the product. One call is one durable transaction.
create table account (id bigint primary key, balance numeric not null default 0, version bigint not null default 0, updated_at timestamptz not null default now());
create table transfer (id bigint generated always as identity primary key, from_id bigint not null references account (id), to_id bigint not null references account (id), amount numeric not null check (amount > 0), created_at timestamptz not null default now());
create table ledger_entry (id bigint generated always as identity primary key, account_id bigint not null references account (id), transfer_id bigint not null references transfer (id), amount numeric not null, balance_before numeric not null, balance_after numeric not null, version bigint not null);
create index ledger_entry_account on ledger_entry (account_id);
create function move(debtor bigint, creditor bigint, sum numeric) returns bigint language plpgsql as $$
declare number bigint; a account; b account;
begin
  perform 1 from account where id in (debtor, creditor) order by id for update;
  insert into transfer (from_id, to_id, amount) values (debtor, creditor, sum) returning id into number;
  update account set balance = balance - sum, version = version + 1, updated_at = now() where id = debtor returning * into a;
  insert into ledger_entry (account_id, transfer_id, amount, balance_before, balance_after, version) values (debtor, number, -sum, a.balance + sum, a.balance, a.version);
  update account set balance = balance + sum, version = version + 1, updated_at = now() where id = creditor returning * into b;
  insert into ledger_entry (account_id, transfer_id, amount, balance_before, balance_after, version) values (creditor, number, sum, b.balance - sum, b.balance, b.version);
  return number;
end $$;
