package dev.firstword.retrieval.document;

import org.jspecify.annotations.Nullable;

/**
 * A chunk of a document, as stored and indexed.
 *
 * @param position its position in the document, from 0
 * @param heading the headings above it, outermost first, joined with " › "; empty for none
 * @param vector its embedding, of length one; absent until a model has made it
 */
@SuppressWarnings("ArrayRecordComponent") // A vector is made once and never compared.
public record Chunk(int position, String heading, String text, float @Nullable [] vector) {}
