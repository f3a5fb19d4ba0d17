package io.gradus.text;

import java.util.List;

/// A formula as it is displayed, before a notation is chosen. Signs are pulled out to the terms of
/// sums, products and quotients are flat, and numbers are never negative.
sealed interface Form {
  /// A number such as 2, 0.044715 or 1.5·10⁻¹².
  ///
  /// @param digits the decimal digits, with a point where needed
  /// @param exponent the power of ten behind them, 0 for none
  record Numeral(String digits, int exponent) implements Form {}

  /// A constant of mathematics: `pi`, `e`, `Infinity`, `NaN`.
  record Constant(String name) implements Form {}

  /// A variable, or the name of a part.
  record Name(String name) implements Form {}

  /// Terms added and subtracted. One negative term alone is a negation.
  record Sum(List<Term> terms) implements Form {}

  /// A term of a sum.
  record Term(boolean minus, Form form) {}

  /// At least two factors.
  record Product(List<Form> factors) implements Form {}

  /// A quotient.
  record Fraction(Form above, Form below) implements Form {}

  /// A power.
  record Power(Form base, Form exponent) implements Form {}

  /// The square root (degree 2) or cube root (degree 3).
  record Root(int degree, Form of) implements Form {}

  /// A power of e.
  record Exponential(Form exponent) implements Form {}

  /// A function call.
  record Apply(Head head, List<Form> args) implements Form {}

  /// The absolute value, or the largest whole number below.
  record Bars(boolean floor, Form of) implements Form {}

  /// A comparison, which is a condition and not a number.
  record Relation(Sign sign, Form left, Form right) implements Form {}

  /// Conditions that hold together.
  record All(List<Form> conditions) implements Form {}

  /// 1 where a condition holds, else 0.
  record Truth(Form condition) implements Form {}

  /// A choice.
  record Cases(Form condition, Form yes, Form no) implements Form {}

  /// A list; a list of lists is a matrix.
  record Items(List<Form> items) implements Form {}

  /// The dot product of vectors and matrices.
  record Dot(Form left, Form right) implements Form {}

  /// The transpose of a matrix.
  record Transposed(Form of) implements Form {}

  /// An element, by positions from 0.
  record Element(Form of, List<Integer> index) implements Form {}

  /// An operation on whole arrays, with its settings as text.
  record Tensor(String name, List<Form> args, List<String> settings) implements Form {}

  /// The signs of comparisons.
  enum Sign {
    GREATER(">", ">", "&gt;", ">"),
    GREATER_EQUAL(">=", "\\ge", "&#x2265;", ">="),
    EQUAL("==", "=", "=", "=="),
    NOT_EQUAL("!=", "\\ne", "&#x2260;", "!=");

    final String text;
    final String tex;
    final String mathml;
    final String wolfram;

    Sign(String text, String tex, String mathml, String wolfram) {
      this.text = text;
      this.tex = tex;
      this.mathml = mathml;
      this.wolfram = wolfram;
    }
  }

  /// How strongly forms bind where they are written in a line.
  enum Level {
    ALL,
    RELATION,
    SUM,
    PRODUCT,
    DOT,
    POWER,
    ATOM
  }

  /// How strongly this form binds where it is written in a line.
  default Level level() {
    return switch (this) {
      case All _ -> Level.ALL;
      case Relation _ -> Level.RELATION;
      case Sum _ -> Level.SUM;
      case Product _, Fraction _ -> Level.PRODUCT;
      case Dot _ -> Level.DOT;
      case Power _ -> Level.POWER;
      case Numeral n -> n.exponent() == 0 ? Level.ATOM : Level.POWER;
      case Constant _, Name _, Root _, Exponential _, Apply _, Bars _ -> Level.ATOM;
      case Truth _, Cases _, Items _, Transposed _, Element _, Tensor _ -> Level.ATOM;
    };
  }
}
