select count(*) = 0 from shared_counter;
