# Makes shares.csv: what other software says of the same small tables. R is no dependency of this project.
#   Debian: apt-get install r-base-core r-cran-clubsandwich
#   Rscript make.R ols.R > shares.csv      (ols.R: R/ols.R of dfadjust, github.com/kolesarm/Robust-Small-Sample-Standard-Errors)
# dfadjust turns a one-column design into a vector (`Q[ord, ]`); the mean model needs `drop=FALSE` there, put in below.
suppressMessages(library(clubSandwich))
lines <- readLines(commandArgs(trailingOnly = TRUE)[1])
eval(parse(text = sub("Q <- Q[ord, ]", "Q <- Q[ord, , drop=FALSE]", lines, fixed = TRUE)))

cases <- list(
  unequal   = list(sizes = c(1, 2, 3, 10, 4), hits = c(1, 1, 2, 8, 1)),
  dominated = list(sizes = c(60, 1, 1, 2, 3, 1), hits = c(20, 1, 0, 2, 2, 1)),
  equal     = list(sizes = rep(4, 8), hits = c(4, 3, 0, 1, 4, 2, 0, 4)),
  rare      = list(sizes = c(rep(1, 30), 2, 3, 5, 8), hits = c(rep(0, 28), 1, 1, 0, 0, 2, 0)),
  singles   = list(sizes = rep(1, 20), hits = c(rep(1, 15), rep(0, 5))),
  many      = list(sizes = 1 + (0:79 * 7) %% 11, hits = pmin(1 + (0:79 * 7) %% 11, (0:79 * 5) %% 9))
)

one <- function(name) {
  case <- cases[[name]]
  company <- factor(rep(seq_along(case$sizes), case$sizes))
  y <- unlist(mapply(function(n, k) c(rep(1, k), rep(0, n - k)), case$sizes, case$hits, SIMPLIFY = FALSE))
  fit <- lm(y ~ 1)
  club <- coef_test(fit, vcov = vcovCR(fit, cluster = company, type = "CR2"), test = "Satterthwaite")
  ik <- dfadjustSE(fit, company)
  bm <- dfadjustSE(fit, company, IK = FALSE)
  rho <- unname(ik$rho / (ik$rho + ik$sig))
  ms <- if (nlevels(company) < length(y)) anova(lm(y ~ company))[["Mean Sq"]] else c(NA, NA)
  usual <- (length(y) - sum(case$sizes^2) / length(y)) / (nlevels(company) - 1)
  wil <- prop.test(sum(y), length(y), correct = FALSE)$conf.int
  means <- case$hits / case$sizes
  p <- mean(y)
  half <- qt(0.975, ik$coefficients[, "df"]) * club$SE / (p * (1 - p))
  each <- qt(0.975, length(means) - 1) * sqrt(var(means) / length(means)) / (mean(means) * (1 - mean(means)))
  data.frame(
    case = name, sizes = paste(case$sizes, collapse = " "), hits = paste(case$hits, collapse = " "), share = p,
    clubsandwich_variance = club$SE^2, clubsandwich_dof = club$df_Satt,
    dfadjust_variance = ik$vcov[1, 1], dfadjust_icc = rho, dfadjust_dof = ik$coefficients[, "df"],
    dfadjust_dof_bm = bm$coefficients[, "df"],
    anova_icc = (ms[1] - ms[2]) / (ms[1] + (usual - 1) * ms[2]),
    low_at_dfadjust_dof = plogis(qlogis(p) - half), high_at_dfadjust_dof = plogis(qlogis(p) + half),
    wilson_low = wil[1], wilson_high = wil[2],
    company_share = mean(means), company_low = plogis(qlogis(mean(means)) - each),
    company_high = plogis(qlogis(mean(means)) + each), row.names = NULL
  )
}
write.csv(do.call(rbind, lapply(names(cases), one)), row.names = FALSE, quote = FALSE)
