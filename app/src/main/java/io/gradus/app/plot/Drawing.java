package io.gradus.app.plot;

import java.util.List;

/// A picture.
///
/// @param title what it shows, for those who cannot see it
/// @param width its width in units, about pixels
/// @param height its height
/// @param items what is on it, from back to front
public record Drawing(String title, double width, double height, List<Item> items) {
  /// Copies the list.
  public Drawing {
    items = List.copyOf(items);
  }
}
