/**
 * The gateway as its users meet it: started, used, stopped, killed, started again. Open
 * {@link dev.daemion.gateway.story.GatewayFixture} first.
 */
@NullMarked
package dev.daemion.gateway.story;

import org.jspecify.annotations.NullMarked;
