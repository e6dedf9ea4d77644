-- Reports of backtests and calibrations: what was tried, by whom, and what it found. Members stand in them by ledger account alone.
create table program_report (
  id text not null primary key,
  kind text not null check (kind in ('backtest', 'calibration')),
  made_at bigint not null,
  made_by text not null,
  title text not null,
  draft_text text not null,
  content {bytes} not null
);
create index program_report_made on program_report (made_at);
