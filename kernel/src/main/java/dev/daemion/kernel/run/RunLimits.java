package dev.daemion.kernel.run;

import java.math.BigDecimal;

/**
 * What one run may use; from the limits control unless the caller asked for less.
 *
 * @param request the row of the limits table that applied: {@code quick}, {@code complex}, {@code job}, {@code build}
 * @param model alias or model id
 * @param turnsMax model calls, at least 1
 * @param budgetUsd reserved before each call, settled after it
 */
public record RunLimits(String request, String model, int turnsMax, BigDecimal budgetUsd) {}
