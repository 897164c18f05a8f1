/**
 * OpenAI's chat completions API and its variants on other servers: {@link
 * dev.firstword.adapters.openai.OpenAiDialect} writes requests, {@link
 * dev.firstword.adapters.openai.OpenAiTranslator} reads answers.
 */
@NullMarked
package dev.firstword.adapters.openai;

import org.jspecify.annotations.NullMarked;
