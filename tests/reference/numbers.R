# Makes numbers.csv: single numbers by other software, `what` and its inputs in the order of the test.
#   Debian: apt-get install r-base-core r-cran-epir
#   Rscript numbers.R > numbers.csv
suppressMessages(suppressWarnings(library(epiR)))
options(digits = 15)
row <- function(what, inputs, value) cat(what, ",", paste(format(inputs, digits = 15, trim = TRUE, scientific = FALSE), collapse = " "), ",", format(value, digits = 15), "\n", sep = "")
cat("what,inputs,value\n")

# Jeffreys 95 % interval: quantiles of beta(k + 1/2, n - k + 1/2)
for (pair in list(c(3, 10), c(0, 12), c(48, 52))) {
  row("jeffreys_low", pair, if (pair[1] == 0) 0 else qbeta(0.025, pair[1] + 0.5, pair[2] - pair[1] + 0.5))
  row("jeffreys_high", pair, qbeta(0.975, pair[1] + 0.5, pair[2] - pair[1] + 0.5))
}
# Rogan-Gladen: measured share, sensitivity, specificity -> true share (epiR::epi.prev; it clips at nothing, in per cent)
for (three in list(c(0.4, 0.9, 0.95), c(0.353, 0.8, 0.98), c(0.05, 0.6, 0.99)))
  row("rogan_gladen", three, epi.prev(pos = 1e6 * three[1], tested = 1e6, se = three[2], sp = three[3], method = "wilson")$tp$est / 100)
# Rogan-Gladen of backend with the category over backend, 95 % by Jeffreys draws of both detectors, measured shares exact.
# Inputs: shares of both and of backend, then right and all of: both yes, both no, backend yes, backend no.
set.seed(1)
draws <- function(yes, n) rbeta(4e6, yes + 0.5, n - yes + 0.5)
inputs <- c(0.25, 0.55, 46, 50, 98, 100, 84, 90, 58, 60)
a <- draws(46, 50); b <- draws(98, 100); c <- draws(84, 90); d <- draws(58, 60)
top <- pmin(pmax((0.25 + b - 1) / (a + b - 1), 0), 1); bottom <- pmin(pmax((0.55 + d - 1) / (c + d - 1), 0), 1)
row("rogan_gladen_low", inputs, quantile(pmin(top / bottom, 1), 0.025)[[1]])
row("rogan_gladen_high", inputs, quantile(pmin(top / bottom, 1), 0.975)[[1]])
# Two one-sided t tests on the logit scale: share, error of the logit, degrees of freedom, target, margin -> p
for (v in list(c(0.74, 0.11, 41.5, 0.75, 0.05), c(0.72, 0.05, 200, 0.75, 0.05), c(0.9, 0.2, 12, 0.75, 0.1))) {
  z <- function(line) (qlogis(v[1]) - qlogis(line)) / v[2]
  row("tost", v, max(pt(z(v[4] - v[5]), v[3], lower.tail = FALSE), pt(z(v[4] + v[5]), v[3])))
}
# Holm
p <- c(0.0123, 0.2, 0.0004, 0.04, 0.6)
adjusted <- p.adjust(p, "holm")
for (i in seq_along(p)) row(paste0("holm_", i), p, adjusted[i])
