package org.opensearch.node;

import java.util.List;
import org.opensearch.common.settings.Settings;
import org.opensearch.plugins.Plugin;
import org.opensearch.security.OpenSearchSecurityPlugin;
import org.opensearch.transport.Netty4Plugin;

/** What the server is made of; its transports are those of the security plugin. */
final class Plugins {
  static List<Class<? extends Plugin>> list() {
    return List.of(Netty4Plugin.class, OpenSearchSecurityPlugin.class);
  }

  static Settings.Builder settings() {
    return Settings.builder();
  }
}
