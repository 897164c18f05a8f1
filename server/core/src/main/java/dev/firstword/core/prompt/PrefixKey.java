package dev.firstword.core.prompt;

/** Identifies a prompt prefix by 128 bits of its digest. */
public record PrefixKey(long high, long low) {}
