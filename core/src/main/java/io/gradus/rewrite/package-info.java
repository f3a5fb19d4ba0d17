/// Rewriting: simplification for people, scalar entries, constant folding.
///
/// **Simplification.** A derivative is a graph of products by 1, nested sums and reciprocals.
/// [io.gradus.rewrite.Simplify] visits the nodes operands first and gives each its *normal form*: a
/// sum is a number for each product of powers, a product is a number and an exponent for each base.
/// Like terms and equal factors then meet by themselves, and what is left are choices: whether to
/// multiply out, which common factors to take out. The shortest wording wins, measured in symbols,
/// numbers, operators and functions as a person writes them, so that no rule can make an expression
/// longer. Identities of functions are tables, walked by their tests.
///
/// The order of terms and factors is a function of the structure alone; printers follow it.
///
/// **Values.** A rewrite keeps the value wherever the input is real and smooth. It may be defined
/// at more points than the input (x/x is 1, (√x)² is x), never at fewer, but for poles of a removed
/// guard (the derivative of x^y by y at x = 0). √(x²) is |x|. Exactly equal operands of max and
/// min, where no derivative exists, are left to strict comparisons.
///
/// **Cost.** Chains of sums and of products are collected in one sweep, depth costs no stack, and
/// every search for a shorter form is bounded in the number of terms. Large shared parts stay
/// whole.
package io.gradus.rewrite;
