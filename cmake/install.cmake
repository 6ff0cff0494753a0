# `cmake --install build/release` installs Tiller below the prefix that it was configured with (/usr in the preset);
# `cpack --config build/release/CPackConfig.cmake` makes a Debian package of the same files, for /usr. docs/operations.md,
# "As a service".
include(GNUInstallDirs)

# tiller looks for the others beside itself.
install(TARGETS tiller tiller-carrier tiller-espeak tiller-speech-worker RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})

# Fetched by the set-up, and not needed: where they are not there, they are not installed.
install(FILES ${TILLER_SPEECH_FILES}/silero_vad.onnx ${TILLER_SPEECH_FILES}/libonnxruntime.so ${TILLER_SPEECH_FILES}/libsherpa-onnx-c-api.so DESTINATION lib/tiller OPTIONAL)
install(DIRECTORY deploy/licences DESTINATION ${CMAKE_INSTALL_DOCDIR})

# systemd looks below the prefix's lib, whatever the machine calls its folder of libraries.
configure_file(${CMAKE_SOURCE_DIR}/deploy/tiller.service.in ${CMAKE_BINARY_DIR}/tiller.service @ONLY)
install(FILES ${CMAKE_BINARY_DIR}/tiller.service DESTINATION lib/systemd/system)
install(FILES deploy/sysusers.conf DESTINATION lib/sysusers.d RENAME tiller.conf)
install(FILES deploy/settings.yaml DESTINATION ${CMAKE_INSTALL_FULL_SYSCONFDIR}/tiller)

install(FILES README.md CHANGELOG.md LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(FILES deploy/debian/copyright DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(DIRECTORY docs robots examples DESTINATION ${CMAKE_INSTALL_DOCDIR} PATTERN node_modules EXCLUDE PATTERN build EXCLUDE PATTERN __pycache__ EXCLUDE)

set(CPACK_GENERATOR DEB)
set(CPACK_SET_DESTDIR ON)  # the settings are outside the prefix
set(CPACK_PACKAGE_VERSION ${PROJECT_VERSION})
set(CPACK_PACKAGE_CONTACT "The Tiller authors <tiller@localhost>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "telephones people for your business and talks with them")
set(CPACK_PACKAGE_DESCRIPTION
  "Tiller dials a list over your own SIP line; a robot speaks and hears key presses;\nevery call is recorded; each result reaches your system by webhook and API.")
set(CPACK_STRIP_FILES ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION comm)
# Libraries are found by dpkg-shlibdeps.
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_DEPENDS "tzdata, ca-certificates, pocketsphinx-en-us, systemd | systemd-standalone-sysusers")
foreach(part conffiles postinst prerm postrm)
  list(APPEND CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA ${CMAKE_SOURCE_DIR}/deploy/debian/${part})
endforeach()
include(CPack)
