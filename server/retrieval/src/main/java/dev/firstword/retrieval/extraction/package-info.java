/**
 * Text extraction: reads the text and headings of the supported document formats, and splits them
 * into chunks. Start reading at {@link dev.firstword.retrieval.extraction.DocumentReader}.
 */
@NullMarked
package dev.firstword.retrieval.extraction;

import org.jspecify.annotations.NullMarked;
