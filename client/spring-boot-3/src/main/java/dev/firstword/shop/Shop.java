package dev.firstword.shop;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.csrf.CookieCsrfTokenRepository;
import org.springframework.security.web.csrf.CsrfTokenRequestAttributeHandler;

/** An application whose users sign in with a password. Its tests are the only ones who call it. */
@SpringBootApplication
public class Shop {

  /** Starts the application, and prints its port. */
  public static void main(String[] arguments) {
    ConfigurableApplicationContext context = SpringApplication.run(Shop.class, arguments);
    System.out.println("Listening on " + context.getEnvironment().getProperty("local.server.port"));
  }

  /** Lets everybody in, so that the tests see what the relay itself refuses. */
  @Bean
  @SuppressWarnings("NullAway") // The name may be null, which Spring Security does not say.
  SecurityFilterChain security(HttpSecurity http) throws Exception {
    CsrfTokenRequestAttributeHandler tokens = new CsrfTokenRequestAttributeHandler();
    tokens.setCsrfRequestAttributeName(null); // Sets the cookie in each response.
    return http.authorizeHttpRequests(requests -> requests.anyRequest().permitAll())
        .sessionManagement(
            sessions -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
        .csrf(csrf ->
            csrf.csrfTokenRepository(CookieCsrfTokenRepository.withHttpOnlyFalse())
                .csrfTokenRequestHandler(tokens))
        .httpBasic(Customizer.withDefaults())
        .build();
  }

  @Bean
  UserDetailsService users() {
    return new InMemoryUserDetailsManager(
        User.withUsername("ada").password("{noop}secret").roles("USER").build(),
        User.withUsername("bob").password("{noop}secret").roles("USER").build(),
        User.withUsername("zo\u00eb & co").password("{noop}secret").roles("USER").build());
  }
}
