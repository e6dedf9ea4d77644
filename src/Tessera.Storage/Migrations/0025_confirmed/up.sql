-- When the person of a session last gave the password (and a code) in it: what changes how somebody signs in asks for that anew after some minutes.
alter table person_session add column confirmed_at bigint;
