/** An application with LangChain4j whose model is a Firstword server. */
@NullMarked
package dev.firstword.example;

import org.jspecify.annotations.NullMarked;
