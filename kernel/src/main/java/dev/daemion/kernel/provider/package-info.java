/**
 * Where models are reached and how: settings without any key in them. Open
 * {@link dev.daemion.kernel.provider.ProviderSettings} first. What talks to providers lives in the execution substrate.
 */
@NullMarked
package dev.daemion.kernel.provider;

import org.jspecify.annotations.NullMarked;
