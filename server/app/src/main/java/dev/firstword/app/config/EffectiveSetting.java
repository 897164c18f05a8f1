package dev.firstword.app.config;

/**
 * A setting with the value that applies.
 *
 * @param key the whole path, such as {@code providers[0].base_url}
 * @param value the value as text, without secrets; the default in words if it depends on others
 * @param origin where the value is from, such as {@code firstword.yml:12}
 * @param isDefault whether nothing sets it
 */
public record EffectiveSetting(String key, String value, String origin, boolean isDefault) {}
