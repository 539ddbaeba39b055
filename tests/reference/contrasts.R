# Makes contrasts.csv: what other software says of the difference of two windows, plain and at a fixed mix, of a Poisson
# rate with an offset, and of a regression within cells. R is no dependency of this project.
#   Debian: apt-get install r-base-core r-cran-clubsandwich
#   Rscript contrasts.R > contrasts.csv
# Postings are listed one by one: company, cell (0 or 1 the window; in `mix` twice the part plus the window), y, and for the
# last two tools and x.
suppressMessages(library(clubSandwich))

lcg <- function(seed, n) { x <- numeric(n); for (i in 1:n) { seed <- (1103515245 * seed + 12345) %% 2147483648; x[i] <- seed / 2147483648 }; x }

cases <- list(
  plain    = list(n = 60, companies = 14, cells = 2, seed = 1),
  lopsided = list(n = 80, companies = 9, cells = 2, seed = 2),
  singles  = list(n = 30, companies = 400, cells = 2, seed = 3),
  mix      = list(n = 150, companies = 30, cells = 6, seed = 4),
  apart    = list(n = 90, companies = 10, cells = 2, seed = 5)
)

one <- function(name) {
  case <- cases[[name]]
  u <- matrix(lcg(case$seed, 5 * case$n), ncol = 5)
  company <- floor(case$companies * u[, 1]^(if (name == "lopsided") 3 else 1))
  cell <- floor(case$cells * u[, 2])
  y <- as.numeric(u[, 3] < 0.35 + 0.3 * (company %% 3 == 0))
  if (name == "apart") { company <- (seq_len(case$n) - 1) %% 10; y <- floor((seq_len(case$n) - 1) / 10) %% 2 }
  tools <- 1 + floor(6 * u[, 4])
  x <- as.numeric(u[, 5] < 0.5)
  weight <- if (case$cells == 2) 1 else c(0.2, 0.5, 0.3)
  coefficients <- rep(weight, each = 2) * c(-1, 1)
  fit <- lm(y ~ 0 + factor(cell))
  found <- linear_contrast(fit, vcov = vcovCR(fit, cluster = company, type = "CR2"), contrasts = matrix(coefficients, nrow = 1),
                           test = "Satterthwaite", p_values = TRUE)
  rate <- c(NA, NA)
  if (case$cells == 2) {
    poisson <- glm(y ~ cell, family = poisson(), offset = log(tools), control = glm.control(epsilon = 1e-14, maxit = 100))
    rate <- c(coef(poisson)[["cell"]], sqrt(vcovCR(poisson, cluster = company, type = "CR1S")["cell", "cell"]))
  }
  pay <- log(50000 + 40000 * u[, 3] + 5000 * x)
  demeaned <- function(z) z - ave(z, cell)
  inner <- lm(demeaned(pay) ~ 0 + demeaned(x))
  within <- c(coef(inner)[[1]], sqrt(vcovCR(inner, cluster = company, type = "CR1S")[1, 1]), coef(lm(pay ~ x + factor(cell)))[["x"]])
  data.frame(
    case = name, company = paste(company, collapse = " "), cell = paste(cell, collapse = " "), y = paste(y, collapse = " "),
    tools = paste(tools, collapse = " "), x = paste(x, collapse = " "), log_pay = paste(format(pay, digits = 15), collapse = " "),
    coefficients = paste(coefficients, collapse = " "), estimate = found$Est, error = found$SE, dof = found$df,
    low = found$CI_L, high = found$CI_U, p_two_sided = found$p_val, log_rate = rate[1], rate_error = rate[2],
    log_ratio = within[1], ratio_error = within[2], log_ratio_with_constants = within[3]
  )
}

options(digits = 15)
write.csv(do.call(rbind, lapply(names(cases), one)), row.names = FALSE, quote = FALSE, na = "NA")
