/**
 * OpenAI's chat completions and the servers that speak them their own way: {@link
 * dev.firstword.provider.openai.OpenAiDialect} writes calls, {@link
 * dev.firstword.provider.openai.OpenAiTranslator} reads answers.
 */
@NullMarked
package dev.firstword.provider.openai;

import org.jspecify.annotations.NullMarked;
