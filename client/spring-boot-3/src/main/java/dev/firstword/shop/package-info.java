/** A small application with the starter. Modules compile it with Spring Boot 3 and 4. */
@NullMarked
package dev.firstword.shop;

import org.jspecify.annotations.NullMarked;
