"""From messages to leads: hearing every source, judging risk, kind and place, and gathering one incident."""
