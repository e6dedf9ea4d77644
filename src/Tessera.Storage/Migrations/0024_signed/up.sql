-- What was signed of the legal checklist before a version was published (L3): a JSON list, empty text for none. It is part of the version's hash.
alter table program_version add column signed text not null default '';
