package dev.firstword.simulator.cache;

/** The key of a prompt prefix for one model: 128 bits of its digest. */
record PrefixKey(long high, long low) {}
