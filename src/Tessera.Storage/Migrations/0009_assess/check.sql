select count(*) = 0 from fall_left;
