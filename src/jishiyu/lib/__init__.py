"""Pure helpers that know no table and no room: working time, codes, masks, sealing, refusals."""
