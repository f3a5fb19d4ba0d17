package io.gradus.app.plot;

import java.util.List;

/// Colors for values on a fixed scale, so that pictures can be compared.
///
/// @param label what the values are called
/// @param scale how values become shades
/// @param stretches the parts of the scale, ascending, each beginning where the one before ends
public record Shades(String label, Scale scale, List<Stretch> stretches) {
  /// A part of the scale in one color.
  ///
  /// @param from its lower end
  /// @param to its upper end
  /// @param ink its color
  /// @param first the opacity at the lower end
  /// @param last the opacity at the upper end
  public record Stretch(double from, double to, Ink ink, double first, double last) {}

  /// Copies the list.
  public Shades {
    stretches = List.copyOf(stretches);
  }

  /// From pale to full in one color.
  public static Shades of(String label, Scale scale, double from, double to, Ink ink) {
    return new Shades(label, scale, List.of(new Stretch(from, to, ink, 0.04, 1)));
  }

  /// The range from end to end.
  Range range() {
    return new Range(stretches.getFirst().from, stretches.getLast().to);
  }

  /// The color of a value; beyond the ends it is that of the end. An infinite value has the color
  /// of text.
  Item.Fill fill(double value) {
    if (Double.isInfinite(value)) {
      return new Item.Fill(Ink.TEXT, 1);
    }
    double least = range().low();
    double within = scale == Scale.LOG ? Math.max(least, value) : value; // 0 has no logarithm
    Stretch of =
        stretches.stream().filter(s -> within < s.to).findFirst().orElse(stretches.getLast());
    double low = scale.forward(of.from);
    double share = (scale.forward(within) - low) / (scale.forward(of.to) - low);
    return new Item.Fill(of.ink, of.first + Math.clamp(share, 0, 1) * (of.last - of.first));
  }
}
