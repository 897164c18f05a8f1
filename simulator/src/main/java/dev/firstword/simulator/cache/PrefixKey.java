package dev.firstword.simulator.cache;

/** A prefix of a prompt for one model, as 128 bits of its digest. */
record PrefixKey(long high, long low) {}
