/**
 * What each model can do and costs, in one table. Start at {@link
 * dev.firstword.core.model.KnownModels}.
 */
@NullMarked
package dev.firstword.core.model;

import org.jspecify.annotations.NullMarked;
