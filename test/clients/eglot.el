;;; eglot.el --- Emacs (28 with elpa-eglot, or 29) as a third party's client  -*- lexical-binding: t -*-
;; Environment: SERVER (JSON list: the command), FILE, OUT. Writes what a user of eglot gets, as JSON, to OUT.
;; Run by eglot.test.ts: emacs --batch -l eglot.el
(require 'package)
(package-initialize)
(require 'eglot)
(require 'json)
(define-derived-mode patch-mail-mode text-mode "Patch-Mail")
(add-to-list 'eglot-server-programs
             (cons 'patch-mail-mode (append (json-parse-string (getenv "SERVER")) nil)))
(setq eglot-sync-connect 10
      enable-local-variables nil)
(defun patch-mail-wait (what condition)
  (let ((turns 0))
    (while (and (< turns 200) (not (funcall condition)))
      (accept-process-output nil 0.05)
      (setq turns (1+ turns)))
    (or (funcall condition) (error "%s did not come" what))))
(let ((code 1) (result nil))
  (unwind-protect
      (condition-case failure
          (progn
            (find-file (getenv "FILE"))
            (patch-mail-mode)
            (apply #'eglot (eglot--guess-contact))
            (patch-mail-wait "the session" (lambda () (eglot-managed-p)))
            (let* ((server (eglot-current-server))
                   (document (list :textDocument (eglot--TextDocumentIdentifier))))
              (push (cons 'folds (jsonrpc-request server :textDocument/foldingRange document)) result)
              (push (cons 'symbols (jsonrpc-request server :textDocument/documentSymbol document)) result)
              (goto-char (point-min))
              (re-search-forward "^@@")
              (push (cons 'hunkLine0 (1- (line-number-at-pos))) result)
              (push (cons 'hover (jsonrpc-request server :textDocument/hover (eglot--TextDocumentPositionParams)))
                    result)
              (patch-mail-wait "diagnostics" (lambda () (flymake-diagnostics)))
              (push (cons 'diagnostics
                          (vconcat (mapcar (lambda (each)
                                             (list (cons 'line0 (1- (line-number-at-pos (flymake-diagnostic-beg each))))
                                                   (cons 'message (flymake-diagnostic-text each))))
                                           (flymake-diagnostics))))
                    result)
              (push (cons 'imenu (if (funcall imenu-create-index-function) t :json-false)) result)
              (eglot-shutdown server)
              (setq code 0)))
        (error (push (cons 'error (error-message-string failure)) result)))
    (with-temp-file (getenv "OUT") (insert (json-encode result)))
    (dolist (buffer (buffer-list)) (with-current-buffer buffer (set-buffer-modified-p nil)))
    (kill-emacs code)))
